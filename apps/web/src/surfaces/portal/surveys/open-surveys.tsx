import { listSurveys } from '@civitas/sdk'
import { formatNumber, useTexts } from '@civitas/ui'
import { Link } from 'react-router'
import { useRead } from '../../../app/query.ts'
import styles from '../portal.module.css'
import { surveyTexts } from './survey-texts.ts'

const shown = 5

/** Surveys that are open now; nothing where there is none. */
export function OpenSurveys() {
  const texts = useTexts(surveyTexts)
  const read = useRead(listSurveys, { query: { limit: shown } })
  const open = (read.data?.items ?? []).filter((one) => one.state === 'open')
  if (open.length === 0) return null
  return (
    <section className={styles.block}>
      <h2>{texts.title}</h2>
      <p>{texts.lead}</p>
      <ul className={styles.bullets}>
        {open.map((one) => (
          <li key={one.id}>
            <Link to={`/portal/surveys/${one.id}`}>{one.title}</Link>{' '}
            {texts.count(formatNumber(one.questions.length))}
          </li>
        ))}
      </ul>
    </section>
  )
}
