import { getBundleCase } from '@civitas/sdk'
import { Loading, useTexts } from '@civitas/ui'
import { Link, useParams } from 'react-router'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { projectTexts } from '../../../capabilities/projects/projects.texts.ts'
import portal from '../portal.module.css'
import { PermitDuties } from './permit-duties.tsx'
import styles from './services.module.css'
import { serviceTexts } from './services.texts.ts'

/** A bundle under way: one progress, one list of corrections, one package of results. */
export function BundleCasePage() {
  const { id = '' } = useParams()
  const texts = useTexts(serviceTexts)
  const { slots } = useTexts(projectTexts)
  const read = useRead(getBundleCase, { params: { id } }, { everyMs: 10_000 })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const { title, number, state, corrections, members, results, waiting, visits, next } = read.data
  return (
    <>
      <Link to="/portal/applications" className={portal.backLink}>
        ← {texts.myApplications}
      </Link>
      <h1>{title}</h1>
      <p className={portal.lead}>
        {number ?? ''} <strong>{texts.bundleStates[state]}</strong>
      </p>
      {corrections.length > 0 ? (
        <section>
          <h2>{texts.correct}</h2>
          <ol className={styles.points}>
            {corrections.map((point) => (
              <li key={point.applicationId + point.text}>
                {point.itemTitle}：{point.text}
              </li>
            ))}
          </ol>
        </section>
      ) : null}
      {state === 'draft' || state === 'correcting' ? (
        <div className={portal.buttons}>
          <Link to={`/portal/bundle-cases/${id}/form`} className={portal.go}>
            {state === 'draft' ? texts.goOn : texts.goCorrect}
          </Link>
        </div>
      ) : null}
      {results.length > 0 ? (
        <section className={styles.section}>
          <h2>{texts.results}</h2>
          <dl className={styles.facts}>
            {results.map((one) => (
              <div key={one.number}>
                <dt>{one.title}</dt>
                <dd>{one.number}</dd>
              </div>
            ))}
          </dl>
        </section>
      ) : null}
      {visits.length > 0 ? (
        <section className={styles.section}>
          <h2>{texts.jointVisits}</h2>
          <ul>
            {visits.map((one) => (
              <li key={one.id}>
                {one.day} {slots[one.slot]}：{one.parties.map((party) => party.organisationName).join('、')}
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      <section className={styles.section}>
        <h2>{texts.progress}</h2>
        <ul className={styles.cards}>
          {members.map((one) => (
            <li key={one.id}>
              <Link to={`/portal/applications/${one.id}`} className={styles.card}>
                <strong>{one.itemTitle}</strong>
                <span>{one.state === 'draft' && number ? texts.waitsForOther : texts.states[one.state]}</span>
                <span className={styles.quiet}>
                  {one.organisationName} {one.dueDay ? `· ${texts.due(one.dueDay)}` : ''}
                </span>
              </Link>
            </li>
          ))}
          {waiting.map((one) => (
            <li key={one} className={styles.card}>
              <strong>{one}</strong>
              <span>{texts.waitsForOther}</span>
            </li>
          ))}
        </ul>
      </section>
      {next.length > 0 ? (
        <section className={styles.section}>
          <h2>{texts.nextItems}</h2>
          <ul className={styles.cards}>
            {next.map((one) => (
              <li key={one.itemId}>
                <Link to={`/portal/services/${one.itemId}`} className={styles.card}>
                  <strong>{one.title}</strong>
                </Link>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      {state === 'draft' ? null : <PermitDuties />}
    </>
  )
}
