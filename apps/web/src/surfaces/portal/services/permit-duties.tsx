import { listMyPermitDuties } from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { Link } from 'react-router'
import { useRead } from '../../../app/query.ts'
import styles from './services.module.css'
import { serviceTexts } from './services.texts.ts'

/** 证照分离: what the applicant’s firms have to be permitted before they trade; nothing where they need none (SOC-009). */
export function PermitDuties() {
  const { permits: texts } = useTexts(serviceTexts)
  const read = useRead(listMyPermitDuties, { query: { limit: 50 } })
  const items = read.data?.items ?? []
  if (items.length === 0) return null
  return (
    <section className={styles.section}>
      <h2>{texts.title}</h2>
      <p className={styles.quiet}>{texts.why}</p>
      <ul className={styles.cards}>
        {items.map((one) => (
          <li key={one.id}>
            <Link to={`/portal/services/${one.itemId}`} className={styles.card}>
              <strong>{one.itemTitle}</strong>
              <span>{texts.states[one.state]}</span>
              <span className={styles.quiet}>
                {one.firmName} · {one.phrase}
                {one.state === 'informed' ? ` · ${texts.before(formatTime(one.dueTime).slice(0, 10))}` : ''}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}
