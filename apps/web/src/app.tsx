import { Toast } from '@base-ui/react/toast';
import { useBesage } from './besage.js';
import { Boundary } from './controls/boundary.js';
import { Notices } from './controls/notices.js';
import { notices } from './controls/notify.js';
import { Messenger } from './messenger/messenger.js';
import { SignInPage } from './sign-in/sign-in-page.js';

export function App() {
  const me = useBesage((state) => state.me);
  return (
    <Toast.Provider toastManager={notices}>
      <Boundary>{me ? <Messenger key={me.id} me={me} /> : <SignInPage />}</Boundary>
      <Notices />
    </Toast.Provider>
  );
}
