// Node's own reads old encodings otherwise than browsers do.
import './standard-text-decoder.ts';
