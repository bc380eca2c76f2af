import { type TableShape, mostRowsShown, shapeTable } from '../table/table-shape.ts';
import { type JsonValue, isObject, scalarText } from './parse-json.ts';

/** More would be no table that anybody reads. */
const mostNames = 100;

/** A list of objects that hold only plain values is a table; anything else is `undefined`. */
export function jsonTable(value: JsonValue): TableShape | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const heads = new Set<string>();
  for (const row of value as readonly JsonValue[]) {
    if (!isObject(row)) return undefined;
    for (const [name, cell] of Object.entries(row)) {
      if (Array.isArray(cell) || isObject(cell)) return undefined;
      heads.add(name);
    }
    if (heads.size > mostNames) return undefined;
  }
  if (heads.size === 0) return undefined;
  const names = [...heads];
  const rows = (value as readonly { readonly [name: string]: JsonValue }[]).slice(0, mostRowsShown);
  return shapeTable(
    names,
    rows.map((row) => names.map((name) => (Object.hasOwn(row, name) ? scalarText(row[name] ?? null) : ''))),
    value.length > mostRowsShown,
  );
}
