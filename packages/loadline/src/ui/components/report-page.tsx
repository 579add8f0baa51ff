import type { ComponentChildren } from 'preact';
import { loadBegan } from '../../core/verdict/judge';
import type { Result } from '../../core/verdict/result';
import type { Beside } from '../report/beside';
import type { ChartData } from '../report/chart-model';
import { Banner } from './banner';
import { CallsMore } from './calls-more';
import { ChartWords } from './chart-words';
import { Delivery } from './delivery';
import { DeliveryCharts } from './delivery-charts';
import { Failures } from './failures';
import { type FiguresModel, FiguresView } from './figures-view';
import { Journeys } from './journeys';
import { Observed } from './observed';
import { Probes } from './probes';
import { Spec } from './spec';
import { Steps } from './steps';
import { Hint, Section } from './table';
import { Thresholds } from './thresholds';
import { Traces } from './traces';

/** A file of the run that the page links to. */
export interface LinkedFile {
  readonly name: string;
  /** Path relative to the page. */
  readonly href: string;
}

export interface ReportPageProps {
  /** The complete result, and the parts of it that are shown. */
  readonly all: Result;
  readonly result: Result;
  readonly charts: ChartData;
  readonly figures: FiguresModel;
  readonly beside?: Beside | undefined;
  readonly files: readonly LinkedFile[];
}

interface Part {
  readonly id: string;
  readonly title: string;
  readonly content: ComponentChildren;
}

/** A run as a page: first the verdict, then the figures in the order in which readers need them. */
export function ReportPage(props: ReportPageProps) {
  const { all, result, charts, figures, beside, files } = props;
  const hasBegun = loadBegan(all.aggregate);
  const parts = partsOf(props, hasBegun);
  const links = [
    ...(hasBegun && charts.main ? [{ id: 'over-time', title: 'Over time' }] : []),
    ...(hasBegun && figures.calls.length > 0 ? [{ id: 'calls', title: 'Calls' }] : []),
    ...parts,
  ];
  return (
    <>
      <a class="skip" href={`#${links[0]?.id}`}>
        Skip to the figures
      </a>
      <Banner result={all} />
      <nav aria-label="Sections">
        <ul>
          {links.map(({ id, title }) => (
            <li key={id}>
              <a href={`#${id}`}>{title}</a>
            </li>
          ))}
        </ul>
      </nav>
      <main>
        {beside?.notes.map((note) => (
          <p key={note} class="compared">
            {note}
          </p>
        ))}
        {hasBegun && !charts.main && (
          <Hint>This result was made from end figures alone: it has no course over time.</Hint>
        )}
        {hasBegun && (
          <div id="figures">
            <FiguresView model={figures} />
          </div>
        )}
        {parts.map(({ id, title, content }) => (
          <Section key={id} id={id} title={title}>
            {content}
          </Section>
        ))}
      </main>
      <footer class="small">
        Made by loadline {result.loadline} from run {result.spec.runId}. Times in ms unless a unit is given.
        {files.length > 0 && ' The links to files work where the page lies in the folder of its run.'}
      </footer>
    </>
  );
}

function partsOf(props: ReportPageProps, hasBegun: boolean): Part[] {
  const { result, charts, beside, files } = props;
  const {
    calls,
    journeys,
    custom = {},
    steps = [],
    probes = [],
    slowCalls = [],
    observed = [],
  } = result.aggregate;
  const part = (isThere: boolean, id: string, title: string, content: ComponentChildren): Part[] =>
    isThere ? [{ id, title, content }] : [];
  const hasCalls = hasBegun || calls.length > 0;
  return [
    ...part(
      calls.length > 0,
      'more-calls',
      hasBegun ? 'More about the calls' : 'Calls',
      <>
        <CallsMore result={result} hasBegun={hasBegun} />
        <ChartWords calls={charts.calls} />
      </>,
    ),
    ...part(
      hasBegun && (journeys.length > 0 || Object.keys(custom).length > 0),
      'journeys',
      'Journeys',
      <Journeys result={result} before={beside?.before} />,
    ),
    ...part(hasBegun && observed.length > 0, 'observed', 'Observed systems', <Observed result={result} />),
    ...part(hasCalls, 'failures', 'Failures', <Failures result={result} chart={charts.failures} />),
    ...part(slowCalls.length > 0, 'traces', 'Slowest traced calls', <Traces calls={slowCalls} />),
    ...part(hasBegun && steps.length > 0, 'steps', 'Load steps', <Steps result={result} />),
    ...part(probes.length > 0, 'probes', 'Who may call', <Probes probes={probes} />),
    ...part(
      hasBegun && result.thresholds.length > 0,
      'thresholds',
      'Thresholds',
      <Thresholds thresholds={result.thresholds} />,
    ),
    ...part(
      hasBegun,
      'delivery',
      'Planned and delivered',
      <>
        <Delivery result={result} />
        <div id="delivery-charts">
          <DeliveryCharts charts={charts.delivery} />
        </div>
      </>,
    ),
    ...part(true, 'spec', 'Spec and settings', <Spec result={result} />),
    ...part(files.length > 0, 'files', 'Files of this run', <Files files={files} />),
  ];
}

function Files({ files }: { files: readonly LinkedFile[] }) {
  return (
    <ul class="files">
      {files.map(({ name, href }) => (
        <li key={name}>
          <a href={href}>{name}</a>
        </li>
      ))}
    </ul>
  );
}
