import { faultNote } from '../../core/spec/made-by';
import { counted } from '../../core/text/counted';
import { loadBegan, notJudged } from '../../core/verdict/judge';
import type { Result } from '../../core/verdict/result';
import { instant, mainCause } from '../report/failure-rows';
import { shownReasons } from '../report/reasons';
import { showLoad } from '../report/shown';
import { trustLine } from '../report/trust';
import { Mark, VerdictMark } from './mark';
import { Folded } from './table';

/** Settings and verdict of the run: the part that everybody reads. */
export function Banner({ result }: { result: Result }) {
  const { spec, verdict, reasons, breakingPoint, thresholds } = result;
  const few = notJudged(thresholds);
  const { first, more, warnings } = shownReasons(result);
  const trust = loadBegan(result.aggregate) ? trustLine(result) : undefined;
  return (
    <header class={`banner ${verdict}`}>
      <h1>
        <VerdictMark verdict={verdict} /> {spec.suite} / {spec.profile}
        {faultNote(spec)}
      </h1>
      <p class="lead">
        {counted(spec.users, 'user')}, {showLoad(result)} on <b>{spec.target}</b>
      </p>
      <Facts result={result} />
      {reasons.length > 0 ? (
        <Reasons first={first} more={more} />
      ) : (
        <p class="reasons">
          The load was delivered and every threshold {few === '' ? '' : 'that was judged '}held.
        </p>
      )}
      {few !== '' && (
        <p class="not-judged">
          <b>
            {verdict.toUpperCase()}, {few}
          </b>
        </p>
      )}
      {verdict !== 'pass' && <Cause result={result} />}
      {breakingPoint !== undefined && (
        <p>
          <b>Breaking point:</b> {breakingPoint}
        </p>
      )}
      {trust && (
        <p class="trust">
          <Mark kind={trust.isGood ? 'good' : 'warn'}>{trust.isGood ? 'Trusted' : 'Doubtful'}</Mark>:{' '}
          {trust.words}
        </p>
      )}
      {warnings.length > 0 && <Warnings warnings={warnings} />}
    </header>
  );
}

/** What failed most often, with an example in the words of the system. Shows nothing when nothing failed. */
function Cause({ result }: { result: Result }) {
  const main = mainCause(result);
  if (!main) return null;
  return (
    <p class="cause">
      <b>Most frequent failure:</b> <code>{main.cause}</code>, {main.words}
      {main.example !== undefined && (
        <>
          , such as: <q>{main.example}</q>
        </>
      )}
    </p>
  );
}

function Reasons({ first, more }: { first: readonly string[]; more: readonly string[] }) {
  return (
    <>
      <ul class="reasons">
        {first.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
      {more.length > 0 && (
        <Folded summary={`${more.length} more`}>
          <ul class="reasons">
            {more.map((reason) => (
              <li key={reason}>{reason}</li>
            ))}
          </ul>
        </Folded>
      )}
    </>
  );
}

function Warnings({ warnings }: { warnings: readonly string[] }) {
  const list = (
    <ul class="notes">
      {warnings.map((warning) => (
        <li key={warning}>
          <Mark kind="warn">Warning:</Mark> {warning}
        </li>
      ))}
    </ul>
  );
  return warnings.length > 1 ? <Folded summary={`${warnings.length} warnings`}>{list}</Folded> : list;
}

/** Start, run id and versions. */
function Facts({ result }: { result: Result }) {
  const { spec, startedAtMs, loadline, versions = {} } = result;
  const facts: [string, string][] = [
    ...(spec.test === undefined ? [] : [['Test', spec.test] as [string, string]]),
    ...(startedAtMs === undefined
      ? []
      : [['Began', instant(startedAtMs).replace('T', ' ').replace('Z', ' UTC')] as [string, string]]),
    ['Run', spec.runId],
    ...Object.entries({ loadline, ...spec.versions, ...versions }),
  ];
  return (
    <dl class="facts small">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt> <dd>{value === 'unknown' ? 'of unknown version' : value}</dd>
        </div>
      ))}
    </dl>
  );
}
