import { type CodeSet, listCodeSets, putCodeSet } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import dayjs, { type Dayjs } from 'dayjs'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { FormDialog, toDay } from '../parts/form-dialog.tsx'
import { parseCodes } from './code-lines.ts'
import { governTexts } from './govern.texts.ts'

interface CodeSetForm {
  code: string
  name: string
  standard: string
  version: string
  validFrom: Dayjs
  lines: string
}

/** Puts a version of a code set; earlier ones stay for the days they were in force. */
export function CodeSetDialog({ codeSet, onClose }: { codeSet?: CodeSet; onClose: () => void }) {
  const { standards, common } = useTexts(governTexts)
  const wrong = (value: unknown) => {
    const { bad, codes } = parseCodes(String(value ?? ''))
    if (bad !== undefined) return standards.badLine(bad)
    return codes.length === 0 ? standards.noCodes : null
  }
  return (
    <FormDialog<CodeSetForm>
      title={codeSet ? standards.newVersion : standards.addCodeSet}
      why={codeSet ? `${codeSet.name} ${codeSet.version}（${codeSet.validFrom}）` : undefined}
      width={640}
      first={{
        ...(codeSet ? { code: codeSet.code, name: codeSet.name, standard: codeSet.standard } : {}),
        validFrom: dayjs(),
        lines: (codeSet?.codes ?? [])
          .map((one) => [one.code, one.name, ...(one.synonyms ?? [])].join('，'))
          .join('\n'),
      }}
      fields={[
        ...(codeSet
          ? []
          : [
              {
                ...{ name: 'code', label: standards.setCode, kind: 'code' as const, required: true },
                ...{ placeholder: 'GBT2261.1' },
              },
            ]),
        { name: 'name', label: common.name, kind: 'text', required: true, maxLength: 80 },
        { name: 'standard', label: standards.standard, kind: 'text', required: true },
        { name: 'version', label: standards.version, kind: 'text', required: true, maxLength: 40 },
        { name: 'validFrom', label: standards.validFrom, kind: 'day', required: true },
        {
          ...{ name: 'lines', label: standards.codes, kind: 'area', rows: 10, maxLength: 2_000_000 },
          ...{ required: true, extra: standards.lineHint, placeholder: standards.lineExample, check: wrong },
        },
      ]}
      act={async ({ code, validFrom, lines, ...rest }) => {
        const { codes } = parseCodes(lines)
        await client.call(putCodeSet, {
          params: { code: codeSet?.code ?? code },
          body: { ...rest, validFrom: toDay(validFrom), codes },
        })
        refresh(listCodeSets)
      }}
      onClose={onClose}
    />
  )
}
