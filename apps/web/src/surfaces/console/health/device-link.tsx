import { Link } from 'react-router'

interface Named {
  thingId: string
  thingName: string
  reference: string
}

/** A device by name and number, leading to its page. */
export function DeviceLink({ of, tab }: { of: Named; tab?: string }) {
  return (
    <>
      <Link to={`/console/devices/${of.thingId}${tab ? `?tab=${tab}` : ''}`}>{of.thingName}</Link>{' '}
      <small className="code">{of.reference}</small>
    </>
  )
}
