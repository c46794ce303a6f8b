import { usePick, useTexts } from '@civitas/ui'
import { Link } from 'react-router'
import { formatPosition } from '../../../capabilities/place/lazy-place-map.tsx'
import styles from '../portal.module.css'
import { portalTexts } from '../portal.texts.ts'
import type { ReportDraft, ReportStep } from './report-steps.ts'

interface ConfirmStepProps {
  draft: ReportDraft
  types: { id: string; title: { zh: string; en: string } }[]
}

/** Everything once more before it is sent, each answer with a way back to it. */
export function ConfirmStep({ draft, types }: ConfirmStepProps) {
  const texts = useTexts(portalTexts)
  const pick = usePick()
  const type = types.find((each) => each.id === draft.type)
  const answers: [ReportStep, string, string][] = [
    ['what', texts.confirmWhat, type ? pick(type.title) : draft.type],
    ['where', texts.confirmWhere, draft.position ? formatPosition(draft.position) : ''],
    ['title', texts.confirmTitle, draft.title],
    ['describe', texts.confirmMore, draft.description || texts.nothing],
  ]
  return (
    <div>
      <h1>{texts.confirm}</h1>
      <dl className={styles.answers}>
        {answers.map(([step, label, answer]) => (
          <div key={step}>
            <dt>{label}</dt>
            <dd>
              {answer}{' '}
              <Link to={`/portal/report?step=${step}`} aria-label={`${texts.edit} ${label}`}>
                {texts.edit}
              </Link>
            </dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
