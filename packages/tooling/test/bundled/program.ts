import { fail } from './faulty.ts';

fail({ words: 'as planned' });
