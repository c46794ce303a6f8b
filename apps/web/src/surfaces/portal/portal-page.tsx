import { getPlatformInfo } from '@civitas/sdk'
import { ThemeRoot, useTexts } from '@civitas/ui'
import type { ReactNode } from 'react'
import { Link, Route, Routes, useLocation } from 'react-router'
import { endSession } from '../../app/account-menu.tsx'
import { appTexts } from '../../app/app.texts.ts'
import { LanguageSwitch } from '../../app/language-switch.tsx'
import { NotFoundPage } from '../../app/not-found-page.tsx'
import { useRead } from '../../app/query.ts'
import { RequireSession } from '../../app/require-session.tsx'
import { useSession } from '../../app/session.ts'
import { WarBanner } from '../../app/war-banner.tsx'
import { AccountPage } from './account-page.tsx'
import { AppsPage } from './city/apps-page.tsx'
import { IdeasPage } from './city/ideas-page.tsx'
import { TvPage } from './city/tv-page.tsx'
import { setElderMode, useElderMode } from './elder-mode.ts'
import { HomePage } from './home-page.tsx'
import { KioskGuard } from './kiosk/kiosk-guard.tsx'
import { MessagesPage } from './messages-page.tsx'
import { MyDataPage } from './my-data-page.tsx'
import { OpenPage } from './open/open-page.tsx'
import { RegisterPage } from './open/register-page.tsx'
import { AppraisalsPage } from './openness/appraisals-page.tsx'
import { OpennessPage } from './openness/openness-page.tsx'
import styles from './portal.module.css'
import { portalTexts } from './portal.texts.ts'
import { ProjectPage } from './projects/project-page.tsx'
import { ProjectsPage } from './projects/projects-page.tsx'
import { RegisterProjectPage } from './projects/register-page.tsx'
import { ArticlePage } from './publicity/article-page.tsx'
import { ConsultationListPage } from './publicity/consultation-list-page.tsx'
import { ConsultationPage } from './publicity/consultation-page.tsx'
import { DisclosurePage } from './publicity/disclosure-page.tsx'
import { NewsPage } from './publicity/news-page.tsx'
import { QuestionPage } from './publicity/question-page.tsx'
import { ReportPage } from './report/report-page.tsx'
import { ActingPage } from './security/acting-page.tsx'
import { SecurityPage } from './security/security-page.tsx'
import { ApplicationPage } from './services/application-page.tsx'
import { AppointmentsPage } from './services/appointments-page.tsx'
import { BundleCasePage } from './services/bundle-case-page.tsx'
import { BundlePage } from './services/bundle-page.tsx'
import { ApplicationFormPage, BundleFormPage } from './services/form-pages.tsx'
import { ItemPage } from './services/item-page.tsx'
import { MyApplicationsPage } from './services/my-applications-page.tsx'
import { ServicesPage } from './services/services-page.tsx'
import { SurveyPage } from './surveys/survey-page.tsx'
import { CardsPage } from './trust/cards-page.tsx'
import { CityCodePage } from './trust/city-code-page.tsx'
import { CreditPage } from './trust/credit-page.tsx'
import { LicencePage } from './trust/licence-page.tsx'
import { PublicCreditPage } from './trust/public-credit-page.tsx'
import { VerifyPage } from './trust/verify-page.tsx'
import { WalletPage } from './trust/wallet-page.tsx'

/** Pages of one’s own applications. */
const ownPages = [
  { path: 'applications', Page: MyApplicationsPage },
  { path: 'applications/:id', Page: ApplicationPage },
  { path: 'applications/:id/form', Page: ApplicationFormPage },
  { path: 'messages', Page: MessagesPage },
  { path: 'appointments', Page: AppointmentsPage },
  { path: 'bundle-cases/:id', Page: BundleCasePage },
  { path: 'bundle-cases/:id/form', Page: BundleFormPage },
  { path: 'projects', Page: ProjectsPage },
  { path: 'projects/new', Page: RegisterProjectPage },
  { path: 'projects/:id', Page: ProjectPage },
]

/** 市民服务: what the city offers to those who live in it. */
export function PortalPage() {
  return (
    <ThemeRoot theme="light">
      <Routes>
        <Route path="" element={framed(<HomePage />)} />
        <Route path="services" element={framed(<ServicesPage />)} />
        <Route path="services/:id" element={framed(<ItemPage />, true)} />
        <Route path="bundles/:id" element={framed(<BundlePage />, true)} />
        {ownPages.map(({ path, Page }) => (
          <Route key={path} path={path} element={<RequireSession>{framed(<Page />, true)}</RequireSession>} />
        ))}
        <Route path="report" element={<RequireSession>{framed(<ReportPage />, true)}</RequireSession>} />
        <Route path="open" element={framed(<OpenPage />, true)} />
        <Route path="register" element={framed(<RegisterPage />, true)} />
        <Route path="news" element={framed(<NewsPage />)} />
        <Route path="news/:id" element={framed(<ArticlePage />)} />
        <Route path="consultations" element={framed(<ConsultationListPage />)} />
        <Route path="consultations/:id" element={framed(<ConsultationPage />, true)} />
        <Route path="questions" element={framed(<QuestionPage />, true)} />
        <Route path="ideas" element={framed(<IdeasPage />, true)} />
        <Route path="apps" element={<RequireSession>{framed(<AppsPage />, true)}</RequireSession>} />
        <Route path="tv" element={<RequireSession>{framed(<TvPage />, true)}</RequireSession>} />
        <Route
          path="disclosures"
          element={<RequireSession>{framed(<DisclosurePage />, true)}</RequireSession>}
        />
        <Route path="surveys/:id" element={<RequireSession>{framed(<SurveyPage />, true)}</RequireSession>} />
        <Route path="my-data" element={<RequireSession>{framed(<MyDataPage />, true)}</RequireSession>} />
        <Route path="account" element={<RequireSession>{framed(<AccountPage />, true)}</RequireSession>} />
        <Route path="security" element={<RequireSession>{framed(<SecurityPage />, true)}</RequireSession>} />
        <Route path="acting" element={<RequireSession>{framed(<ActingPage />, true)}</RequireSession>} />
        <Route path="licences" element={<RequireSession>{framed(<WalletPage />, true)}</RequireSession>} />
        <Route
          path="licences/:id"
          element={<RequireSession>{framed(<LicencePage />, true)}</RequireSession>}
        />
        <Route path="code" element={<RequireSession>{framed(<CityCodePage />, true)}</RequireSession>} />
        <Route path="cards" element={<RequireSession>{framed(<CardsPage />, true)}</RequireSession>} />
        <Route path="credit" element={<RequireSession>{framed(<CreditPage />, true)}</RequireSession>} />
        <Route path="openness" element={framed(<OpennessPage />, true)} />
        <Route path="appraisals" element={framed(<AppraisalsPage />, true)} />
        <Route path="public-credit" element={framed(<PublicCreditPage />, true)} />
        <Route path="verify" element={framed(<VerifyPage />, true)} />
        <Route path="verify/:identifier" element={framed(<VerifyPage />, true)} />
        <Route path="*" element={<NotFoundPage />} />
      </Routes>
    </ThemeRoot>
  )
}

function framed(content: ReactNode, narrow = false) {
  return <Frame narrow={narrow}>{content}</Frame>
}

function Frame({ narrow, children }: { narrow: boolean; children: ReactNode }) {
  const texts = useTexts(portalTexts)
  const { pathname } = useLocation()
  return (
    <div className={styles.page}>
      <a href="#content" className={styles.skip}>
        {texts.skip}
      </a>
      <KioskGuard />
      <Head />
      <main id="content" key={pathname} className={`${styles.main} ${narrow ? styles.narrow : ''}`}>
        {children}
      </main>
      <footer className={styles.foot}>
        <div className={styles.footIn}>
          <span>{texts.foot}</span>
          <Link to="/portal/news">{texts.news}</Link>
          <Link to="/portal/open">{texts.openRun}</Link>
          <Link to="/portal/register">{texts.register}</Link>
          <Link to="/">{texts.staff}</Link>
        </div>
      </footer>
    </div>
  )
}

function Head() {
  const texts = useTexts(portalTexts)
  const app = useTexts(appTexts)
  const session = useSession()
  const isElder = useElderMode()
  const info = useRead(getPlatformInfo, {}, { staleMs: 300_000 })
  return (
    <header className={styles.head}>
      {session ? <WarBanner wide /> : null}
      <div className={styles.headIn}>
        <Link to="/portal" className={styles.brand}>
          <img src="/civitas.svg" alt="" />
          {info.data?.city?.name ?? app.product} {texts.service}
        </Link>
        <button type="button" aria-pressed={isElder} onClick={() => setElderMode(!isElder)}>
          {isElder ? texts.elderOff : texts.elder}
        </button>
        <LanguageSwitch />
        {session ? (
          <>
            <Link to="/portal/account" className={styles.tool}>
              {texts.account}
            </Link>
            <button type="button" onClick={() => void endSession()}>
              {texts.signOut}
            </button>
          </>
        ) : (
          <Link to="/portal/account" className={styles.tool}>
            {texts.signIn}
          </Link>
        )}
      </div>
    </header>
  )
}
