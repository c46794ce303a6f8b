import { Loading } from '@civitas/ui'
import { type ComponentType, lazy, type ReactNode, Suspense } from 'react'
import { BrowserRouter, Route, Routes } from 'react-router'
import { ErrorBoundary } from './error-boundary.tsx'
import { NotFoundPage } from './not-found-page.tsx'
import { RequireSession } from './require-session.tsx'
import { StartPage } from './start-page.tsx'

const ScreenPage = lazy(() =>
  import('../surfaces/screen/screen-page.tsx').then((m) => ({ default: m.ScreenPage })),
)
const CockpitPage = lazy(() =>
  import('../surfaces/screen/cockpit-page.tsx').then((m) => ({ default: m.CockpitPage })),
)
const WallDisplayPage = lazy(() =>
  import('../surfaces/screen/wall-display-page.tsx').then((m) => ({ default: m.WallDisplayPage })),
)
const MapPage = lazy(() => import('../surfaces/map/map-page.tsx').then((m) => ({ default: m.MapPage })))
const ConsolePage = lazy(() =>
  import('../surfaces/console/console-page.tsx').then((m) => ({ default: m.ConsolePage })),
)
const FieldPage = lazy(() =>
  import('../surfaces/field/field-page.tsx').then((m) => ({ default: m.FieldPage })),
)
const PortalPage = lazy(() =>
  import('../surfaces/portal/portal-page.tsx').then((m) => ({ default: m.PortalPage })),
)

const SignOnPage = lazy(() => import('./sign-on-page.tsx').then((m) => ({ default: m.SignOnPage })))

const OpenPage = lazy(() => import('../surfaces/open/open-page.tsx').then((m) => ({ default: m.OpenPage })))

const SeriesEmbedPage = lazy(() =>
  import('../surfaces/embed/series-embed-page.tsx').then((m) => ({ default: m.SeriesEmbedPage })),
)

/** Each surface under its own address, loaded when it is opened. */
export function Router() {
  return (
    <BrowserRouter>
      <Routes>
        <Route path="/" element={<StartPage />} />
        <Route path="/screen" element={<Surface page={ScreenPage} signedIn />} />
        <Route path="/screen/:page" element={<Surface page={CockpitPage} signedIn />} />
        <Route path="/screen/walls/:wall/:display" element={<Surface page={WallDisplayPage} signedIn />} />
        <Route path="/map" element={<Surface page={MapPage} signedIn />} />
        <Route path="/console/*" element={<Surface page={ConsolePage} signedIn />} />
        <Route path="/field/*" element={<Surface page={FieldPage} signedIn />} />
        <Route path="/portal/*" element={<Surface page={PortalPage} />} />
        <Route path="/sign-in/on" element={<Surface page={SignOnPage} />} />
        <Route path="/open/*" element={<Surface page={OpenPage} />} />
        <Route path="/embed/series/:id" element={<Surface page={SeriesEmbedPage} />} />
        <Route path="*" element={<NotFoundPage />} />
      </Routes>
    </BrowserRouter>
  )
}

function Surface({ page: Page, signedIn }: { page: ComponentType; signedIn?: boolean }) {
  const content: ReactNode = (
    <Suspense fallback={<Loading />}>
      <Page />
    </Suspense>
  )
  return <ErrorBoundary>{signedIn ? <RequireSession>{content}</RequireSession> : content}</ErrorBoundary>
}
