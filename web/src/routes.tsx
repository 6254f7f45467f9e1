import { lazy } from 'react'
import { Route, Routes } from 'react-router'

const HomePage = lazy(() => import('./pages/HomePage'))
const SessionsPage = lazy(() => import('./pages/SessionsPage'))
const SessionPage = lazy(() => import('./pages/SessionPage'))
const ReportPage = lazy(() => import('./pages/ReportPage'))
const ReplayPage = lazy(() => import('./pages/replay/ReplayPage'))
const NotFoundPage = lazy(() => import('./pages/NotFoundPage'))

/**
 * The addresses of the page; the server knows the same list.
 *
 * There is no `Suspense` around them: what stands there (the document's own words, the page before) stays until the next
 * page's file is here. A fallback would be kept for 300 ms, however soon the file comes (react/react#31819).
 */
export function AppRoutes() {
  return (
    <Routes>
      <Route path="/" element={<HomePage />} />
      <Route path="/sessions" element={<SessionsPage />} />
      <Route path="/session/:sessionId" element={<SessionPage />} />
      <Route path="/session/:sessionId/report" element={<ReportPage />} />
      <Route path="/session/:sessionId/replay" element={<ReplayPage />} />
      <Route path="*" element={<NotFoundPage />} />
    </Routes>
  )
}
