import { Component, type ReactNode } from 'react';
import { Button } from '../ui/button.tsx';
import { Empty } from '../ui/empty.tsx';

interface Props {
  children: ReactNode;
  /** A new value means another page: the failure of the last one is over. */
  at: string;
}
interface State {
  error: Error | null;
  at: string;
}

/** A page that fails takes neither the menu nor the other pages with it. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { error: null, at: this.props.at };

  static getDerivedStateFromError(error: Error): Partial<State> {
    return { error };
  }

  static getDerivedStateFromProps({ at }: Props, state: State): Partial<State> | null {
    return at === state.at ? null : { at, error: null };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (!error) return this.props.children;
    // After an upgrade the chunks of the version that is running are gone from the server.
    const outdated = /dynamically imported module|Importing a module|module script/i.test(error.message);
    return (
      <Empty
        page
        title={outdated ? 'Switchyard was updated' : 'This page failed'}
        act={
          <Button kind="main" icon="refresh" onClick={() => location.reload()}>
            Load again
          </Button>
        }
      >
        <p>{outdated ? 'Part of this page belongs to an older version.' : error.message}</p>
      </Empty>
    );
  }
}
