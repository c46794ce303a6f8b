import { type CockpitPage, listIndicators, listPages, savePage } from '@civitas/sdk'
import { usePick, useTexts } from '@civitas/ui'
import { useNavigate } from 'react-router'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { cockpitTexts } from '../../../capabilities/cockpit/cockpit.texts.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { cockpitsTexts } from './cockpits.texts.ts'
import { composeTopic } from './compose-topic.ts'

interface Values {
  id: string
  title: string
  grade: CockpitPage['grade']
  text?: string
  indicators: string[]
  byDivision?: boolean
  withMap?: boolean
}

/** A topic from what one picks: words, figures, their divisions, the map; laid out by itself, then changed and submitted (GOV-005). */
export function TopicDialog({ onClose }: { onClose: () => void }) {
  const texts = useTexts(cockpitsTexts)
  const words = useTexts(cockpitTexts)
  const pick = usePick()
  const navigate = useNavigate()
  const known = useRead(listIndicators, { query: {} }, { staleMs: 600_000 })
  const options = (known.data ?? []).map((one) => ({ value: one.id, label: pick(one.title) }))
  return (
    <FormDialog<Values>
      title={texts.topic}
      why={texts.topicWhy}
      width={720}
      first={{ grade: 'internal', byDivision: true, withMap: true }}
      fields={[
        {
          ...{ kind: 'code', name: 'id', label: texts.code, required: true, extra: texts.codeHint },
          pattern: { is: /^[a-z0-9][a-z0-9.-]*$/, else: texts.codeWrong },
        },
        { kind: 'text', name: 'title', label: texts.title, required: true, maxLength: 100 },
        {
          ...{ kind: 'choice', name: 'grade', label: texts.grade, required: true },
          options: Object.entries(words.grades).map(([value, label]) => ({ value, label })),
        },
        { kind: 'area', name: 'text', label: texts.topicText, rows: 4, maxLength: 4000 },
        { kind: 'choices', name: 'indicators', label: texts.topicIndicators, required: true, options },
        { kind: 'tick', name: 'byDivision', label: texts.topicByDivision },
        { kind: 'tick', name: 'withMap', label: texts.topicMap },
      ]}
      act={async ({ id, title, grade, text, indicators, byDivision = false, withMap = false }) => {
        const picked = indicators.slice(0, 12).map((one) => ({
          ...{ id: one, title: options.find((each) => each.value === one)?.label ?? one },
        }))
        const content = composeTopic({ grade, text, indicators: picked, byDivision, withMap })
        await client.call(savePage, { params: { id }, body: { title, grade, content } })
        refresh(listPages)
        navigate(`/console/cockpits/${id}`)
      }}
      onClose={onClose}
    />
  )
}
