import { type Analysis, getPage, listPages, savePage } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { addAnalysis } from '../cockpits/builder-rules.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { workbenchTexts } from './workbench.texts.ts'

/** Puts a saved analysis on the draft of a cockpit page; it is published there as every change of a page is. */
export function PlaceDialog({ analysis, onClose }: { analysis: Analysis; onClose: () => void }) {
  const texts = useTexts(workbenchTexts)
  const pages = useRead(listPages, { query: { limit: 200 } })
  const options = (pages.data?.items ?? []).map((one) => ({ value: one.id, label: one.title }))
  return (
    <FormDialog<{ page: string; minutes: number }>
      title={texts.place}
      why={texts.placeWhy}
      first={{ minutes: 5 }}
      fields={[
        { name: 'page', label: texts.page, kind: 'choice', required: true, options },
        {
          name: 'minutes',
          label: texts.minutes,
          kind: 'number',
          required: true,
          min: 1,
          max: 1440,
          precision: 0,
        },
      ]}
      act={async ({ page: id, minutes }) => {
        const { page, content } = await client.call(getPage, { params: { id }, query: { draft: true } })
        const { title, grade, application, draftVersion } = page
        const changed = addAnalysis(content, analysis, minutes * 60)
        await client.call(savePage, {
          params: { id },
          body: { title, grade, application, content: changed, draftVersion },
        })
        refresh(listPages, getPage)
      }}
      onClose={onClose}
    />
  )
}
