import {
  createUpload,
  getUpload,
  listExchangeChannels,
  listExchangePackages,
  sendExchangePackage,
  type Upload,
} from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Button, Upload as UploadBox } from 'antd'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { DatasetSelect } from '../collect/dataset-select.tsx'
import { sendPieces } from '../collect/send-file.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { zoneTexts } from './zones.texts.ts'

interface SendForm {
  channelId: string
  title: string
  files?: File[]
  datasetId?: string
  carrier?: string
}

/** Packs files, or the table of a dataset, for the other zone. */
export function SendDialog({ onClose }: { onClose: () => void }) {
  const texts = useTexts(zoneTexts)
  const channels = useRead(listExchangeChannels, { query: { limit: 200 } })
  const options = (channels.data?.items ?? [])
    .filter((one) => one.half !== 'receiving')
    .map((one) => ({ value: one.id, label: `${one.name}：${one.fromZone} → ${one.toZone}` }))
  return (
    <FormDialog<SendForm>
      title={texts.send}
      fields={[
        { name: 'channelId', label: texts.channel, kind: 'choice', required: true, options },
        { name: 'title', label: texts.packageTitle, kind: 'text', required: true, maxLength: 120 },
        { name: 'files', label: texts.files, kind: 'custom', control: <FileChoice /> },
        { name: 'datasetId', label: texts.dataset, kind: 'custom', control: <DatasetSelect /> },
        { name: 'carrier', label: texts.carrier, kind: 'text', maxLength: 100 },
      ]}
      act={async ({ files = [], datasetId, carrier, ...given }) => {
        const uploads: Upload[] = []
        for (const file of files) uploads.push(await sendAsItIs(file))
        await client.call(sendExchangePackage, {
          body: {
            ...given,
            uploadIds: uploads.map((one) => one.id),
            ...(datasetId ? { datasetId } : {}),
            ...(carrier ? { carrier } : {}),
          },
        })
        refresh(listExchangePackages)
      }}
      onClose={onClose}
    />
  )
}

/** Sends a file without looking into it: what may pass is decided by the channel. */
async function sendAsItIs(file: File): Promise<Upload> {
  const begun = await client.call(createUpload, { body: { name: file.name, bytes: file.size } })
  await sendPieces(file, begun, () => undefined)
  return client.call(getUpload, { params: { id: begun.id } })
}

function FileChoice({ onChange }: { id?: string; value?: File[]; onChange?: (files: File[]) => void }) {
  const texts = useTexts(zoneTexts)
  return (
    <UploadBox
      multiple
      beforeUpload={() => false}
      onChange={({ fileList }) =>
        onChange?.(fileList.flatMap((one) => (one.originFileObj ? [one.originFileObj] : [])))
      }
    >
      <Button>{texts.choose}</Button>
    </UploadBox>
  )
}
