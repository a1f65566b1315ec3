import './theme/tokens.css';
import './theme/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.js';
import { besage } from './besage.js';
import { applyTheme } from './theme/theme.js';

applyTheme();
await besage.restore();
if (besage.user) void besage.connect();

const page = document.getElementById('page');
if (page) {
  createRoot(page).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
