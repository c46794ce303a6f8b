import { importCap, listWarnings } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { useNavigate } from 'react-router'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { warningsTexts } from './warnings.texts.ts'

/** Takes in a warning others issued, as CAP 1.2. */
export function ImportCapDialog({ onClose }: { onClose: () => void }) {
  const texts = useTexts(warningsTexts)
  const navigate = useNavigate()
  return (
    <FormDialog<{ cap: string }>
      title={texts.importCap}
      why={texts.importWhy}
      width={720}
      fields={[
        {
          ...{ name: 'cap', label: texts.capText, kind: 'area', required: true },
          ...{ rows: 14, maxLength: 1_000_000, placeholder: '<?xml version="1.0" encoding="UTF-8"?>' },
        },
      ]}
      act={async (body) => {
        const warning = await client.call(importCap, { body })
        refresh(listWarnings)
        navigate(`/console/warnings/${warning.id}`)
      }}
      onClose={onClose}
    />
  )
}
