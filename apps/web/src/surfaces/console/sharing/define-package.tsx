import { createServicePackage, listServicePackages, type ServicePackage } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { PackageParts } from './package-parts.tsx'
import { sharingTexts } from './sharing.texts.ts'
import { toChoices } from './tabs-page.tsx'

type Defined = Pick<ServicePackage, 'code' | 'title' | 'kind' | 'keyTitle' | 'limitMs' | 'parts'> & {
  freshHours: number
  perMinute: number
  needsConsent?: boolean
  isComplete?: boolean
}

/** Defines a package: what it answers, where from, how fast, and whether the person is asked first. */
export function DefinePackage({ onClose }: { onClose: () => void }) {
  const texts = useTexts(sharingTexts).packages
  return (
    <FormDialog<Defined>
      title={texts.define}
      width={960}
      first={{ kind: 'verify', limitMs: 2000, freshHours: 24, perMinute: 600 }}
      fields={[
        { name: 'code', label: texts.code, kind: 'code', required: true },
        { name: 'title', label: texts.name, kind: 'text', required: true },
        { name: 'kind', label: texts.kind, kind: 'choice', options: toChoices(texts.kinds), required: true },
        { name: 'keyTitle', label: texts.keyTitle, kind: 'text', required: true },
        {
          ...{ name: 'parts', label: texts.definition, kind: 'custom', required: true },
          extra: texts.partTable.hint,
          control: <PackageParts />,
        },
        { name: 'limitMs', label: texts.limit, kind: 'number', min: 50, max: 30_000, required: true },
        { name: 'freshHours', label: texts.freshHours, kind: 'number', min: 0, max: 8760, required: true },
        { name: 'perMinute', label: texts.perMinute, kind: 'number', min: 1, max: 100_000, required: true },
        { name: 'isComplete', label: texts.isComplete, kind: 'tick' },
        { name: 'needsConsent', label: texts.consent, kind: 'tick' },
      ]}
      act={async ({ needsConsent = false, isComplete = false, ...rest }) => {
        await client.call(createServicePackage, { body: { ...rest, needsConsent, isComplete } })
        refresh(listServicePackages)
      }}
      onClose={onClose}
    />
  )
}
