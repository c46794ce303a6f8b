import {
  type FacilityInput,
  listFacilities,
  listSitingRequests,
  registerFacility,
  type SitingRequest,
} from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { type DialogField, FormDialog } from '../parts/form-dialog.tsx'
import { OrganisationSelect } from '../parts/organisation-select.tsx'
import { PlaceField } from '../parts/place-field.tsx'
import { useSectorNames } from './sector-names.ts'
import { sitingTexts } from './siting.texts.ts'

interface RegisterProps {
  /** The approved request it is built for. */
  request?: SitingRequest
  onClose: () => void
}

/** Registers a facility, as built when it follows an approved request. */
export function RegisterFacility({ request, onClose }: RegisterProps) {
  const texts = useTexts(sitingTexts)
  return (
    <FormDialog<FacilityInput>
      title={request ? texts.build : texts.register}
      width={640}
      first={{
        heightClass: 'middle',
        carrier: 'pole',
        ...(request
          ? {
              facilityType: request.facilityType,
              position: request.position,
              name: request.purpose.slice(0, 200),
              ...(request.organisationId ? { ownerId: request.organisationId } : {}),
            }
          : {}),
      }}
      fields={useFields()}
      act={async (values) => {
        await client.call(registerFacility, {
          body: { ...values, ...(request ? { requestId: request.id } : {}) },
        })
        refresh(listFacilities, listSitingRequests)
      }}
      onClose={onClose}
    />
  )
}

function useFields(): DialogField[] {
  const texts = useTexts(sitingTexts)
  const sectors = useSectorNames()
  const choices = (from: Record<string, string>) =>
    Object.entries(from).map(([value, label]) => ({ value, label }))
  return [
    { name: 'reference', label: texts.reference, kind: 'code', required: true, maxLength: 100 },
    { name: 'name', label: texts.name, kind: 'text', required: true },
    {
      name: 'facilityType',
      label: texts.type,
      kind: 'code',
      required: true,
      extra: texts.typeHint,
      pattern: { is: /^[a-z][a-z0-9-]{0,59}$/, else: texts.typeHint },
    },
    {
      name: 'carrier',
      label: texts.carrier,
      kind: 'choice',
      required: true,
      options: choices(texts.carriers),
    },
    {
      name: 'heightClass',
      label: texts.height,
      kind: 'choice',
      required: true,
      options: choices(texts.heights),
    },
    {
      name: 'sector',
      label: texts.sector,
      kind: 'choice',
      allowClear: true,
      options: choices(Object.fromEntries(sectors)),
    },
    { name: 'ownerId', label: texts.owner, kind: 'custom', control: <OrganisationSelect /> },
    { name: 'maintenanceUnit', label: texts.maintenance, kind: 'text', maxLength: 100 },
    { name: 'slots', label: texts.slotsUsed, kind: 'number', min: 0, max: 1000, precision: 0 },
    { name: 'loadKg', label: texts.load, kind: 'number', min: 0 },
    { name: 'powerW', label: texts.power, kind: 'number', min: 0 },
    { name: 'network', label: texts.network, kind: 'text', maxLength: 60 },
    { name: 'power', label: texts.powerSupply, kind: 'text', maxLength: 60 },
    { name: 'segment', label: texts.segment, kind: 'text', maxLength: 60 },
    { name: 'cabin', label: texts.cabin, kind: 'text', maxLength: 60 },
    { name: 'position', label: texts.position, kind: 'custom', required: true, control: <PlaceField /> },
  ]
}
