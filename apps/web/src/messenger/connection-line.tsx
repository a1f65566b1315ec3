import { CloudOff } from 'lucide-react';
import { useBesage } from '../besage.js';

/** Says that the line is down, as long as it is: what one writes meanwhile waits. */
export function ConnectionLine() {
  const isOnline = useBesage(({ connection }) => connection === 'online');
  const waiting = useBesage(({ outgoing }) => outgoing.filter(({ status }) => status === 'sending').length);
  return (
    <div role="status" className="connection">
      {!isOnline && (
        <p className="connection-line">
          <CloudOff size={16} aria-hidden="true" />
          {waiting === 0 ? 'Offline. Coming back by itself.' : `Offline. ${waiting} to be sent when it is back.`}
        </p>
      )}
    </div>
  );
}
