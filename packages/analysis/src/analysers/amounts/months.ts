/**
 * The names of months and their short forms, of which each means the same in all of these languages (those of the Unicode Common Locale
 * Data Repository, by hand: a browser's own list differs from one version to the next). Left out are those that are everyday words in
 * another one: `out`, `set`, `ago`.
 */
const names: readonly (readonly string[])[] = [
  [
    'january jan januar jänner janvier janv enero ene gennaio gen janeiro januari januar stycznia sty января янв ledna',
  ],
  [
    'february feb februar febr feber février févr fév febrero febbraio fevereiro fev februari lutego февраля фев февр února',
  ],
  ['march mar märz mär mrz mars marzo março maart mrt marts marca марта мар března'],
  ['april apr avril avr abril abr aprile kwietnia kwi апреля апр dubna'],
  ['may mai mayo maggio mag maio mei maj maja мая května'],
  ['june jun juni juin junio giugno giu junho czerwca cze июня июн června'],
  ['july jul juli juillet juil julio luglio lug julho lipca lip июля июл července'],
  ['august aug août aout agosto augustus augusti sierpnia sie августа авг srpna'],
  ['september sep sept septembre septiembre settembre setembro września wrz сентября сен сент září'],
  ['october oct oktober okt octobre octubre ottobre ott outubro października paź октября окт října'],
  ['november nov novembre noviembre novembro listopada lis ноября ноя нояб listopadu'],
  [
    'december dec dezember dez décembre déc decembre diciembre dic dicembre dezembro desember des grudnia gru декабря дек prosince',
  ],
];

const months = new Map(
  names.flatMap((forms, at) =>
    forms.flatMap((each) => each.split(' ').map((name) => [name, at + 1] as const)),
  ),
);

/** 1 to 12. */
export function monthOf(name: string): number | undefined {
  return months.get(name.toLowerCase());
}
