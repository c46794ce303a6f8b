import { getDeviceCare, getThingTimeline, listCredentials, swapThing } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { healthTexts } from './health.texts.ts'

/** Replaces the hardware of a device; its series goes on. */
export function SwapDialog({
  thingId,
  onKey,
  onClose,
}: {
  thingId: string
  onKey: (credential: { name: string; key: string }) => void
  onClose: () => void
}) {
  const { swap: texts } = useTexts(healthTexts)
  return (
    <FormDialog<{ newSerial: string; reason: string }>
      title={texts.act}
      why={texts.why}
      danger
      fields={[
        { name: 'newSerial', label: texts.serial, kind: 'code', required: true, maxLength: 100 },
        { name: 'reason', label: texts.reason, kind: 'area', required: true },
      ]}
      act={async (body) => {
        const { credential } = await client.call(swapThing, { params: { id: thingId }, body })
        refresh(getDeviceCare, getThingTimeline, listCredentials)
        if (credential) onKey(credential)
      }}
      onClose={onClose}
    />
  )
}
