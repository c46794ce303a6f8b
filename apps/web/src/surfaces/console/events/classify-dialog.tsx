import { type CityEvent, classifyEvent, listEventTypes, type Suggestion } from '@civitas/sdk'
import { levels, usePick, useTexts } from '@civitas/ui'
import { uiTexts } from '@civitas/ui/texts.ts'
import { Select } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { useRead } from '../../../app/query.ts'
import { useStandardClasses } from '../../../capabilities/events/standard-classes.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { eventsTexts } from './events.texts.ts'
import { isSure } from './verify-dialog.tsx'

/** Confirms or changes type, class and level; what was suggested stays in the timeline beside it. */
export function ClassifyDialog({
  event,
  suggestion,
  onClose,
}: {
  event: CityEvent
  suggestion: Suggestion | null
  onClose: () => void
}) {
  const texts = useTexts(eventsTexts)
  const ui = useTexts(uiTexts)
  const pick = usePick()
  const classes = useStandardClasses()
  const types = useRead(listEventTypes, {}, { staleMs: 600_000 })
  const [type, setType] = useState(event.type)
  const [standardClass, setStandardClass] = useState(
    event.standardClass ?? (isSure(suggestion) ? (suggestion?.standardClass ?? null) : null),
  )
  const [level, setLevel] = useState(event.level)
  const wide = { width: '100%', marginBottom: 12 }
  return (
    <ActDialog
      title={texts.classify}
      why={texts.classifyWhy}
      comment="optional"
      act={(comment) =>
        client.call(classifyEvent, {
          params: { id: event.id },
          body: { type, standardClass, ...(level ? { level } : {}), ...(comment ? { comment } : {}) },
        })
      }
      onClose={onClose}
    >
      <Select
        style={wide}
        aria-label={texts.reportType}
        value={type}
        showSearch={{ optionFilterProp: 'label' }}
        options={(types.data ?? []).map((each) => ({ value: each.id, label: pick(each.title) }))}
        onChange={setType}
      />
      <Select
        style={wide}
        allowClear
        aria-label={texts.standardClass}
        placeholder={texts.standardClass}
        value={standardClass}
        showSearch={{ optionFilterProp: 'label' }}
        options={classes.all.map((each) => ({ value: each.id, label: classes.toName(each) }))}
        onChange={(value) => setStandardClass(value ?? null)}
      />
      <Select
        style={wide}
        aria-label={texts.reportLevel}
        value={level}
        options={levels.map((value) => ({ value, label: ui.levelLong[value] }))}
        onChange={setLevel}
      />
    </ActDialog>
  )
}
