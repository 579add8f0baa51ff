import { counted } from '../../core/text/counted';
import { sampleCount, type ThresholdResult } from '../../core/verdict/judge';
import { showMargin, showMeasured } from '../report/figures';
import { Mark, outcomeKind } from './mark';
import { Folded, Hint, Table } from './table';

/** Every threshold with its measured value and margin. Those that held are folded away. */
export function Thresholds({ thresholds }: { thresholds: readonly ThresholdResult[] }) {
  const held = thresholds.filter(({ outcome }) => outcome === 'held');
  const others = thresholds
    .filter(({ outcome }) => outcome !== 'held')
    .toSorted((a, b) => urgency(a) - urgency(b));
  return (
    <>
      <ThresholdTable caption="Thresholds that did not hold, and what was measured" thresholds={others} />
      {held.length > 0 && (
        <Folded summary={`${held.length} of ${counted(thresholds.length, 'threshold')} held`}>
          <ThresholdTable caption="Thresholds that held, and what was measured" thresholds={held} />
        </Folded>
      )}
      <Hint>
        Margin: the room that was left, or by how much the bound was passed or missed, as a share of the
        bound; from twice the bound on, how many times the bound it was.
      </Hint>
    </>
  );
}

function ThresholdTable({
  caption,
  thresholds,
}: {
  caption: string;
  thresholds: readonly ThresholdResult[];
}) {
  return (
    <Table
      stacked="thresholds"
      caption={caption}
      columns={[
        { title: 'Threshold' },
        { title: 'Outcome', text: true },
        { title: 'Measured' },
        { title: 'Bound' },
        { title: 'Margin' },
      ]}
      rows={thresholds.map((threshold) => [
        <span key="threshold" class="wraps">
          <code>{threshold.id}</code> <span class="small">{threshold.why}</span>
        </span>,
        <Mark key="outcome" kind={outcomeKind(threshold)}>
          {outcomeWords(threshold)}
        </Mark>,
        showMeasured(threshold),
        threshold.level === 'warn' ? `${threshold.bound} (warn)` : threshold.bound,
        showMargin(threshold),
      ])}
    />
  );
}

function outcomeWords(threshold: ThresholdResult): string {
  if (threshold.outcome === 'not judged')
    return `not judged: ${threshold.explanation ?? sampleCount(threshold)}`;
  return threshold.level === 'warn' && threshold.outcome === 'broken' ? 'warning' : threshold.outcome;
}

/** Sort key: broken thresholds come first. */
function urgency({ level, outcome }: ThresholdResult): number {
  if (outcome === 'not judged') return 3;
  if (outcome === 'no data') return 1;
  return level === 'fail' ? 0 : 2;
}
