import { type QueryClient, queryOptions } from '@tanstack/react-query'
import type { ReportOut } from '../protocol/generated'
import { sessionApi } from './client'

/** The first page is small, so that there is a picture soon. */
export const FIRST_EVENTS = 100

export const roleOf = (sessionId: string) =>
  queryOptions({ queryKey: ['role', sessionId], queryFn: () => sessionApi(sessionId).role(), staleTime: Number.POSITIVE_INFINITY })

export const reportOf = (sessionId: string) =>
  queryOptions({ queryKey: ['report', sessionId], queryFn: () => sessionApi(sessionId).call<ReportOut>('/report'), retry: false })

export const firstEventsOf = (sessionId: string) =>
  queryOptions({
    queryKey: ['first events', sessionId],
    queryFn: () => sessionApi(sessionId).events({ after: 0, limit: FIRST_EVENTS }),
    retry: false,
    staleTime: 10_000,
    gcTime: 10_000,
  })

/** Asks for what the page of an address shows first, while its code is still on the way. */
export function askAhead(queries: QueryClient, pathname: string): void {
  const [, sessionId, page] = /^\/session\/([^/]+)(\/report|\/replay)?$/.exec(pathname) ?? []
  if (sessionId === undefined) return
  if (page === '/replay') void queries.prefetchQuery(firstEventsOf(sessionId))
  else if (page === '/report') void queries.prefetchQuery(reportOf(sessionId))
  else void queries.prefetchQuery(roleOf(sessionId))
}
