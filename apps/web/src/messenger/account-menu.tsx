import { useState } from 'react';
import { Menu } from '@base-ui/react/menu';
import type { UserSummary } from '@besage/client';
import { Check, LogOut } from 'lucide-react';
import { besage } from '../besage.js';
import { Avatar } from '../controls/avatar.js';
import '../controls/menu.css';
import { useLandmark } from '../controls/use-landmark.js';
import { chooseTheme, chosenTheme, themes, type Theme } from '../theme/theme.js';

const names: Record<Theme, string> = { system: 'As the system', light: 'Light', dark: 'Dark' };

/** Who I am, light or dark, and the way out. */
export function AccountMenu({ me }: { me: UserSummary }) {
  const [theme, setTheme] = useState(chosenTheme);
  const [trigger, container] = useLandmark();
  const choose = (next: Theme) => {
    chooseTheme(next);
    setTheme(next);
  };
  return (
    <Menu.Root>
      <Menu.Trigger ref={trigger} className="icon-button" aria-label={`Account of ${me.username}`}>
        <Avatar name={me.username} image={me.profile_img} size="small" />
      </Menu.Trigger>
      <Menu.Portal container={container}>
        <Menu.Positioner sideOffset={6} align="start" className="popup-place">
          <Menu.Popup className="menu">
            <p className="menu-title">{me.username}</p>
            <Menu.RadioGroup value={theme} onValueChange={choose} aria-label="Appearance">
              {themes.map((each) => (
                <Menu.RadioItem key={each} value={each} className="menu-item">
                  <span className="menu-check">
                    <Menu.RadioItemIndicator>
                      <Check size={16} />
                    </Menu.RadioItemIndicator>
                  </span>
                  {names[each]}
                </Menu.RadioItem>
              ))}
            </Menu.RadioGroup>
            <Menu.Separator className="menu-separator" />
            <Menu.Item className="menu-item" onClick={() => void besage.logout()}>
              <LogOut size={16} />
              Sign out
            </Menu.Item>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
