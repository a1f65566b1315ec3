import { Cloud, CloudOff } from 'lucide-react';
import { useBesage } from '../besage.js';
import { useLineNews } from './use-line-news.js';

/** Says that the line is down, as long as it is, what waits for it, and that it is back. */
export function ConnectionLine() {
  const news = useLineNews();
  const waiting = useBesage(({ outgoing }) => outgoing.filter(({ status }) => status === 'sending').length);
  return (
    <div role="status" className="connection">
      {news === 'down' && (
        <p className="connection-line">
          <CloudOff size={16} aria-hidden="true" />
          {waiting === 0 ? 'Offline. Coming back by itself.' : `Offline. ${waiting} to be sent when it is back.`}
        </p>
      )}
      {news === 'back' && (
        <p className="connection-line" data-back>
          <Cloud size={16} aria-hidden="true" />
          Online again.
        </p>
      )}
    </div>
  );
}
