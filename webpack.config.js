import { bundles } from 'loadline/webpack';
import { withPackageList } from './tools/bundled-packages.js';

/** Tests and the bench build suites of their own, into folders of their own. */
const { SUITES, DIST = 'dist' } = process.env;

export default withPackageList(
  bundles({
    suites: SUITES ?? 'src/suites',
    ...(SUITES === 'tests/fixtures/suites'
      ? { data: ['tools/data', 'tests/fixtures/data'], protos: ['protos', 'tests/fixtures/protos'] }
      : { data: 'tools/data' }),
    out: DIST,
    generated: SUITES === undefined ? 'src/gen' : `.make/entries/${SUITES.replaceAll('/', '-')}`,
    tsconfig: 'tsconfig.k6.json',
    cache: '.make/webpack',
    // `make build` has made them, and codecs too: buf.gen.yaml.
    protoTypes: false,
  }),
);
