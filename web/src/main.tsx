import '@fontsource-variable/inter'
import '@fontsource-variable/jetbrains-mono'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { startTransition, StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { BrowserRouter } from 'react-router'
import { takeTokenFromAddress } from './api/credentials'
import { askAhead } from './api/queries'
import { AppRoutes } from './routes'
import './styles/tokens.css'
import './styles/base.css'
import { Announcer } from './ui/Announcer'
import { ErrorBoundary } from './ui/ErrorBoundary'
import './ui/theme'

takeTokenFromAddress()

// A page that is older than the build on the server misses its chunks: load it anew, once.
window.addEventListener('vite:preloadError', () => {
  const last = Number(sessionStorage.getItem('reloaded-at') ?? 0)
  if (Date.now() - last < 30_000) return
  sessionStorage.setItem('reloaded-at', String(Date.now()))
  location.reload()
})

const queries = new QueryClient({ defaultOptions: { queries: { retry: 1, refetchOnWindowFocus: false } } })
askAhead(queries, location.pathname)
const root = document.getElementById('root')
if (root === null) throw new Error('the document has no #root')
const page = (
  <StrictMode>
    <QueryClientProvider client={queries}>
      <BrowserRouter>
        <ErrorBoundary words="Load it again; what was saved is on the server, and what was not is kept on this device.">
          <AppRoutes />
        </ErrorBoundary>
        <Announcer />
      </BrowserRouter>
    </QueryClientProvider>
  </StrictMode>
)
startTransition(() => createRoot(root).render(page))
