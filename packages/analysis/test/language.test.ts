import { expect, it } from 'vitest';
import { analyse } from '../src/analysers/index.ts';

async function languageOf(text: string): Promise<string> {
  const bytes = new TextEncoder().encode(text);
  const [finding] = await analyse({ mediaType: 'text/plain', fileName: '', bytes }, [
    { name: 'language', version: 1 },
  ]);
  return finding?.kind === 'language' ? finding.language : (finding?.kind ?? '');
}

it.each([
  ['eng', 'This is a message just to say hello to all of you.'],
  ['deu', 'Die Rechnung liegt bei, bitte überweisen Sie den Betrag bis Ende des Monats.'],
  ['fra', 'Veuillez trouver ci-joint la facture que vous nous avez demandée.'],
  ['spa', 'Adjunto encontrará usted la factura que nos había pedido la semana pasada.'],
  ['ita', 'In allegato trova la fattura che ci aveva chiesto la settimana scorsa.'],
  ['nld', 'In de bijlage vindt u de rekening waar u vorige week om hebt gevraagd.'],
  ['pol', 'W załączeniu przesyłamy fakturę, o którą prosili Państwo w zeszłym tygodniu.'],
  ['rus', 'Во вложении вы найдёте счёт, о котором просили на прошлой неделе.'],
  ['ell', 'Καλημέρα σας'],
  ['jpn', 'すみません。'],
  ['kor', '스티해'],
  ['tha', 'สวัสดีครับ'],
  ['ara', 'تجدون في المرفق الفاتورة التي طلبتموها في الأسبوع الماضي'],
  ['zho', '请查收附件中您上周要求的发票，并在月底之前付款，谢谢您的合作。'],
])('tells %s', async (language, text) => {
  await expect(languageOf(text)).resolves.toBe(language);
});

const threeLanguages = [
  'This is a message just to say hello to all of you. ',
  'Die Rechnung liegt bei, bitte zahlen Sie bald alles. ',
  'Veuillez trouver la facture que vous demandiez hier. ',
]
  .map((sentence) => sentence.repeat(12))
  .join('');

it.each([
  ['a greeting', 'Hello Mikel'],
  ['one word', 'Testing.'],
  ['figures', '12 345 67-89 2024-03-05'],
  ['addresses', 'https://example.org/a/path someone@example.org file.name.txt www.example.com'],
  [
    'words that mean nothing',
    'Lorem ipsum dolor sit amet, consetetur sadipscing elitr, sed diam nonumy eirmod',
  ],
  ['letters of a program', '9bbf38a544f990e73cd12f3c56c60e6180edebd31d752d3997fa4c0650d6aaa338f73f'],
  ['three languages, one after the other', threeLanguages],
])('says nothing of %s', async (_, text) => {
  await expect(languageOf(text)).resolves.toBe('und');
});

it('looks past what is quoted from machines', async () => {
  const addresses = 'http://www.example.org/une/page/en/francais?et=la 12.34 a@b.example\n'.repeat(20);
  await expect(
    languageOf(`${addresses}The letter itself is written in English, as one can see.`),
  ).resolves.toBe('eng');
});
