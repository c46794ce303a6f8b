import { checkSignature, type OperationOutput } from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { Button } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { toBase64 } from '../../../lib/to-base64.ts'
import { FileField } from '../parts/file-field.tsx'
import { FormDialog } from '../parts/form-dialog.tsx'
import { Facts, Quiet, StateTag } from '../parts/page.tsx'
import { resealTexts } from './reseal.texts.ts'

type Verdict = OperationOutput<typeof checkSignature>

interface Values {
  serial: string
  file: File
  signature: string
  stamp?: string
}

/** 验签: whether a signature over a file holds, by the state its certificate had when it was made (PLT-082). */
export function SignatureCheck() {
  const { check: texts } = useTexts(resealTexts)
  const [open, setOpen] = useState(false)
  const [verdict, setVerdict] = useState<Verdict>()
  return (
    <>
      <Quiet>{texts.why}</Quiet>
      <Button type="primary" onClick={() => setOpen(true)}>
        {texts.check}
      </Button>
      {verdict ? (
        <Facts
          facts={[
            {
              label: texts.check,
              value: (
                <StateTag tone={verdict.valid ? undefined : 'bad'}>
                  {verdict.valid ? texts.good : texts.bad}
                </StateTag>
              ),
            },
            { label: texts.holder, value: verdict.holder ?? '—' },
            { label: texts.at, value: formatTime(verdict.at) },
            { label: texts.reason, value: verdict.text, whole: true },
          ]}
        />
      ) : null}
      {open ? (
        <FormDialog<Values>
          title={texts.check}
          fields={[
            { kind: 'code', name: 'serial', label: texts.serial, required: true, maxLength: 32 },
            {
              ...{ kind: 'custom', name: 'file', label: texts.data, required: true },
              control: <FileField label={texts.data} />,
            },
            { kind: 'area', name: 'signature', label: texts.signature, required: true, maxLength: 20_000 },
            {
              ...{ kind: 'area', name: 'stamp', label: texts.stamp, maxLength: 4_000 },
              check: (value) => (value && !toStamp(String(value)) ? texts.badStamp : null),
            },
          ]}
          act={async ({ serial, file, signature, stamp }) => {
            const read = stamp ? toStamp(stamp) : null
            setVerdict(
              await client.call(checkSignature, {
                body: {
                  ...{ serial: serial.trim(), signature: signature.trim(), data: await toBase64(file) },
                  ...(read ? { stamp: read } : {}),
                },
              }),
            )
          }}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </>
  )
}

interface Stamp {
  sm3: string
  time: string
  keyId: string
  signature: string
}

function toStamp(text: string): Stamp | null {
  try {
    const read = JSON.parse(text) as Stamp
    return typeof read.signature === 'string' ? read : null
  } catch {
    return null
  }
}
