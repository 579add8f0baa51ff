import { expect, it } from 'vitest';
import type { Cause } from '../../core/names';
import { unwellText } from './unwell-text';

const TARGET = 'http://127.0.0.1:8000';

it.each<Cause>(['connection_refused', 'connection_failed', 'connection_reset', 'timeout', 'dns', 'tls'])(
  'the text about a system that cannot be reached, %s, does not mention its health',
  (cause) => {
    const text = unwellText(TARGET, cause);
    expect(text).toContain(`nothing answers at ${TARGET}`);
    expect(text).toContain(`(${cause})`);
    expect(text).toContain('address');
    expect(text).not.toMatch(/not well|above/);
  },
);

it.each<Cause | undefined>(['status_503', 'status_404', 'wrong_reply', undefined])(
  'a system that answers %s is not well',
  (cause) => {
    const text = unwellText(TARGET, cause);
    expect(text).toContain(`${TARGET} is not well${cause === undefined ? ',' : ` (${cause}),`}`);
    expect(text).toContain('--skip-health');
    expect(text).not.toContain('above');
  },
);
