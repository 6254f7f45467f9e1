import { lazy, Suspense } from 'react'
import { Route, Routes } from 'react-router'
import { Loading } from './ui/State'

const HomePage = lazy(() => import('./pages/HomePage'))
const SessionsPage = lazy(() => import('./pages/SessionsPage'))
const SessionPage = lazy(() => import('./pages/SessionPage'))
const ReportPage = lazy(() => import('./pages/ReportPage'))
const ReplayPage = lazy(() => import('./pages/replay/ReplayPage'))
const NotFoundPage = lazy(() => import('./pages/NotFoundPage'))

/** The addresses of the page; the server knows the same list. */
export function AppRoutes() {
  return (
    <Suspense fallback={<Loading what="Loading" />}>
      <Routes>
        <Route path="/" element={<HomePage />} />
        <Route path="/sessions" element={<SessionsPage />} />
        <Route path="/session/:sessionId" element={<SessionPage />} />
        <Route path="/session/:sessionId/report" element={<ReportPage />} />
        <Route path="/session/:sessionId/replay" element={<ReplayPage />} />
        <Route path="*" element={<NotFoundPage />} />
      </Routes>
    </Suspense>
  )
}
