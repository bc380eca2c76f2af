import { prepareZXingModule } from 'zxing-wasm/reader';
import wasmUrl from 'zxing-wasm/reader/zxing_reader.wasm?url';

export { readBarcodes } from 'zxing-wasm/reader';

// From our own server: left to itself, the library asks a foreign one.
prepareZXingModule({ overrides: { locateFile: () => wasmUrl } });
