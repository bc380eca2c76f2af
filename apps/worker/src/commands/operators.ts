import { Stop } from '../stop.ts';

/** Which operator types. @throws Stop `usage` when there are several and none was named, or none of that number */
export function chosenOperator(option: number | undefined, operators: number): number {
  if (option === undefined && operators > 1)
    throw new Stop(
      'usage',
      `Say which of the ${operators} operators types, with --operator 1 to --operator ${operators}.`,
    );
  const operator = option ?? 1;
  if (operator > operators)
    throw new Stop('usage', `There is no operator ${operator}: this worker has ${operators}.`);
  return operator;
}

export function ofOperator(operator: number, operators: number): string {
  return operators === 1 ? '' : ` of operator ${operator}`;
}
