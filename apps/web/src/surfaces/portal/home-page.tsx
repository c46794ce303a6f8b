import { getPlatformInfo, type Me } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Link } from 'react-router'
import { appTexts } from '../../app/app.texts.ts'
import { useRead } from '../../app/query.ts'
import { useMe } from '../../app/require-session.tsx'
import { OwnReports } from './own-reports.tsx'
import styles from './portal.module.css'
import { portalTexts } from './portal.texts.ts'
import { OpenSurveys } from './surveys/open-surveys.tsx'
import { WarningSubscriptions, WarningsInForce } from './warnings-in-force.tsx'

/** What is there and works; what is not there yet is said plainly. */
export function HomePage() {
  const texts = useTexts(portalTexts)
  const app = useTexts(appTexts)
  const me = useMe()
  const info = useRead(getPlatformInfo, {}, { staleMs: 300_000 })
  return (
    <>
      <h1>{me ? texts.signedAs(me.user.name) : texts.welcome(info.data?.city?.name ?? app.product)}</h1>
      <p className={styles.lead}>{texts.lead}</p>
      <div className={styles.grid}>
        <section className={styles.start}>
          <div>
            <h2>{texts.reportCard}</h2>
            <p>{texts.reportCardWhat}</p>
          </div>
          <Link to="/portal/report" className={styles.go}>
            {texts.reportStart}
          </Link>
        </section>
        <section className={styles.start}>
          <div>
            <h2>{texts.servicesCard}</h2>
            <p>{texts.servicesCardWhat}</p>
          </div>
          <Link to="/portal/services" className={styles.go}>
            {texts.servicesStart}
          </Link>
          {me ? <Link to="/portal/applications">{texts.servicesMine}</Link> : null}
        </section>
        <Conditions me={me} />
        {me ? <OwnReports /> : null}
        {me ? <OpenSurveys /> : null}
        {me?.permissions.includes('territory.read') ? <WarningSubscriptions /> : null}
        <section className={styles.block}>
          <h2>{texts.notYet}</h2>
          <p>{texts.notYetWhy}</p>
          <ul className={styles.bullets}>
            {texts.notYetItems.map((item) => (
              <li key={item}>{item}</li>
            ))}
          </ul>
        </section>
      </div>
    </>
  )
}

function Conditions({ me }: { me: Me | undefined }) {
  const texts = useTexts(portalTexts)
  return (
    <section className={styles.block}>
      <h2>{texts.conditions}</h2>
      <WarningsInForce />
      {me ? null : <p>{texts.conditionsSignIn}</p>}
    </section>
  )
}
