import { Component, type ComponentChildren, createRef, type Ref } from 'preact';

/**
 * Calls back when an element comes into view or leaves it, also soon after the call. Before the page is printed, copied or
 * clicked, every element is in view for a moment.
 * @returns a function that ends this
 */
export type WatchInView = (element: Element, changed: (isInView: boolean) => void) => () => void;

interface UpdateInViewProps<Root extends Element> {
  /** Present while the content changes each second. Content that does not is always updated. */
  readonly watchInView: WatchInView | undefined;
  /** What the reader chose. A change of any of these is shown at once. */
  readonly choice: readonly unknown[];
  /** Content with one root element, to which `place` refers. */
  readonly render: (place: Ref<Root>) => ComponentChildren;
}

/**
 * Content that is updated only while the reader can see it, and when it comes into view: charts and the table of calls are
 * most of the work of the page of a run in progress, and the browser shares the machine with k6.
 */
export class UpdateInView<Root extends Element> extends Component<UpdateInViewProps<Root>> {
  private readonly place = createRef<Root>();
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

  override shouldComponentUpdate({ watchInView, choice }: UpdateInViewProps<Root>): boolean {
    return this.isInView || !watchInView || choice.some((one, index) => one !== this.props.choice[index]);
  }

  override render() {
    return this.props.render(this.place);
  }
}
