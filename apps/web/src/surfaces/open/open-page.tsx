import { getPlatformInfo } from '@civitas/sdk'
import { ThemeRoot, useTexts } from '@civitas/ui'
import type { ReactNode } from 'react'
import { Link, NavLink, Route, Routes } from 'react-router'
import { LanguageSwitch } from '../../app/language-switch.tsx'
import { NotFoundPage } from '../../app/not-found-page.tsx'
import { useRead } from '../../app/query.ts'
import { useSession } from '../../app/session.ts'
import { ApplicationsPage } from './applications-page.tsx'
import { ContestsPage } from './contests-page.tsx'
import { DevelopersPage, LicencePage } from './developers-page.tsx'
import styles from './open.module.css'
import { openTexts } from './open.texts.ts'
import { OpenDatasetPage } from './open-dataset-page.tsx'
import { OpenHomePage } from './open-home-page.tsx'
import { RequestsPage } from './requests-page.tsx'

/** 公共数据开放: the city’s open data, for everybody (PLT-068). */
export function OpenPage() {
  return (
    <ThemeRoot theme="light">
      <Frame>
        <Routes>
          <Route path="" element={<OpenHomePage />} />
          <Route path="datasets/:name" element={<OpenDatasetPage />} />
          <Route path="requests" element={<RequestsPage />} />
          <Route path="applications" element={<ApplicationsPage />} />
          <Route path="contests" element={<ContestsPage />} />
          <Route path="developers" element={<DevelopersPage />} />
          <Route path="licence" element={<LicencePage />} />
          <Route path="*" element={<NotFoundPage />} />
        </Routes>
      </Frame>
    </ThemeRoot>
  )
}

function Frame({ children }: { children: ReactNode }) {
  const texts = useTexts(openTexts)
  const session = useSession()
  const info = useRead(getPlatformInfo, {}, { staleMs: 300_000 })
  return (
    <div className={styles.page}>
      <a href="#content" className={styles.skip}>
        {texts.skip}
      </a>
      <header className={styles.head}>
        <div className={styles.headIn}>
          <Link to="/open" className={styles.brand}>
            <img src="/civitas.svg" alt="" />
            {info.data?.city?.name ?? ''} {texts.site}
          </Link>
          <nav className={styles.nav} aria-label={texts.site}>
            <NavLink to="/open" end>
              {texts.nav.data}
            </NavLink>
            <NavLink to="/open/requests">{texts.nav.requests}</NavLink>
            <NavLink to="/open/applications">{texts.nav.applications}</NavLink>
            <NavLink to="/open/contests">{texts.nav.contests}</NavLink>
            <NavLink to="/open/developers">{texts.nav.developers}</NavLink>
          </nav>
          <LanguageSwitch />
          <Link to="/portal/account" className={styles.tool}>
            {session ? texts.account : texts.signIn}
          </Link>
        </div>
      </header>
      <div id="content" style={{ display: 'contents' }}>
        {children}
      </div>
      <footer className={styles.foot}>
        <div className={styles.footIn}>
          <span>{texts.foot}</span>
          <Link to="/portal">{texts.nav.home}</Link>
        </div>
      </footer>
    </div>
  )
}
