import { Component, type ReactNode } from 'react';
import { Button } from '@base-ui/react/button';
import './boundary.css';

/** Keeps to itself what goes wrong while a part of the page is drawn: without it all of the page would be gone. */
export class Boundary extends Component<{ children: ReactNode }, { isBroken: boolean }> {
  override readonly state = { isBroken: false };

  static getDerivedStateFromError(): { isBroken: boolean } {
    return { isBroken: true };
  }

  override render(): ReactNode {
    if (!this.state.isBroken) return this.props.children;
    return (
      <main className="broken">
        <p role="alert">Something went wrong on this page.</p>
        <Button className="button" onClick={() => location.reload()}>
          Load it again
        </Button>
      </main>
    );
  }
}
