import { getQuietHours, type QuietHours, saveQuietHours } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Button } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { useMay } from '../parts/permissions.tsx'
import { messagesTexts } from './messages.texts.ts'

const clock = /^([01]\d|2[0-3]):[0-5]\d$/

/** The quiet hours of the city, for who may set them. */
export function QuietHoursButton() {
  const texts = useTexts(messagesTexts)
  const may = useMay()
  const read = useRead(getQuietHours, {})
  const [isOpen, setOpen] = useState(false)
  if (!may('messaging.manage') || !read.data) return null
  const at = { kind: 'code', required: true, pattern: { is: clock, else: texts.clockHint } } as const
  return (
    <>
      <Button onClick={() => setOpen(true)}>{texts.cityQuiet}</Button>
      {isOpen ? (
        <FormDialog<QuietHours>
          title={texts.cityQuiet}
          why={texts.cityQuietWhy}
          first={read.data}
          fields={[
            { name: 'from', label: texts.from, ...at },
            { name: 'to', label: texts.to, ...at },
            { name: 'enabled', label: texts.quietEnabled, kind: 'tick' },
          ]}
          act={(body) => client.call(saveQuietHours, { body })}
          onClose={() => {
            refresh(getQuietHours)
            setOpen(false)
          }}
        />
      ) : null}
    </>
  )
}
