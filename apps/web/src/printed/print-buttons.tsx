import { FileDown, Printer } from 'lucide-react';
import { Button } from '../ui/button.tsx';

/** Both open the browser's print window: there is no other way to make a PDF without a program that sees the page. */
export function PrintButtons() {
  return (
    <>
      <Button
        variant="primary"
        icon={<Printer size={16} aria-hidden="true" />}
        onPress={() => globalThis.print()}
      >
        Print
      </Button>
      <Button icon={<FileDown size={16} aria-hidden="true" />} onPress={() => globalThis.print()}>
        Save as PDF
      </Button>
    </>
  );
}

export const printWords =
  'Both open the browser’s print window. To save a PDF, choose “Save as PDF” there in the place of a printer. Paper: A4 or Letter.';
