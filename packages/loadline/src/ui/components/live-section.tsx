import { Component, type ComponentChildren, createRef } from 'preact';
import { Section } from './table';

/** Calls back when an element comes into view or leaves it, also soon after the call. @returns a function that ends this */
export type WatchInView = (element: Element, changed: (isInView: boolean) => void) => () => void;

interface LiveSectionProps {
  readonly id: string;
  readonly title: string;
  /** Present while the content changes each second. Content that does not is always updated. */
  readonly watchInView: WatchInView | undefined;
  /** What the reader chose. A choice is shown at once. */
  readonly choice: unknown;
  readonly children: ComponentChildren;
}

/**
 * A section that is updated only while the reader can see it, and when it comes into view: charts and the table of calls
 * are most of the work of the page of a run in progress, and the browser shares the machine with k6.
 */
export class LiveSection extends Component<LiveSectionProps> {
  private readonly place = createRef<HTMLElement>();
  private isInView = true;
  private stop: (() => void) | undefined;

  override componentDidMount(): void {
    if (!this.place.current) return;
    this.stop = this.props.watchInView?.(this.place.current, (isInView) => {
      this.isInView = isInView;
      if (isInView) this.forceUpdate();
    });
  }

  override componentWillUnmount(): void {
    this.stop?.();
  }

  override shouldComponentUpdate({ watchInView, choice }: LiveSectionProps): boolean {
    return this.isInView || !watchInView || choice !== this.props.choice;
  }

  override render() {
    const { id, title, children } = this.props;
    return (
      <Section id={id} title={title} place={this.place}>
        {children}
      </Section>
    );
  }
}
