import type { ThingType } from '../thing-types.ts'
import { checkUnit } from './check-registers.ts'
import type { CheckScope } from './scope.ts'

/** Device models: known units, sensible ranges and periods, derived datastreams over existing ones. */
export function checkThings(scope: CheckScope): void {
  scope.domain.thingTypes.forEach((one, index) => {
    checkThingType(scope, one, `thingTypes[${index}]`)
  })
}

function checkThingType(scope: CheckScope, type: ThingType, path: string): void {
  const entityType = scope.require('entityTypes', type.entityType, `${path}.entityType`)
  if (entityType && entityType.geometry !== 'Point')
    scope.report(`${path}.entityType`, '设备所在的台账必须是点', 'a device register must have Point geometry')
  if (type.datastreams.length === 0)
    scope.report(`${path}.datastreams`, '设备型号没有数据流', 'the thing type has no datastream')
  type.datastreams.forEach((one, index) => {
    const at = `${path}.datastreams[${index}]`
    checkUnit(scope, one.unit, `${at}.unit`)
    checkPositive(scope, one.periodSeconds, `${at}.periodSeconds`)
    checkRange(scope, one.range, `${at}.range`)
  })
  checkPositive(scope, type.heartbeatSeconds, `${path}.heartbeatSeconds`)
  const shortest = Math.min(...type.datastreams.map((one) => one.periodSeconds))
  if (type.heartbeatSeconds < shortest)
    scope.report(
      `${path}.heartbeatSeconds`,
      '心跳比采样周期还短，设备会总显示离线',
      'the heartbeat is shorter than the shortest period, so the device would always be offline',
    )
  checkDerived(scope, type, path)
}

function checkDerived(scope: CheckScope, type: ThingType, path: string): void {
  type.derived?.forEach((one, index) => {
    const at = `${path}.derived[${index}]`
    checkUnit(scope, one.unit, `${at}.unit`)
    checkPositive(scope, one.lookbackHours, `${at}.lookbackHours`)
    if (one.range) checkRange(scope, one.range, `${at}.range`)
    one.from.forEach((source, position) => {
      if (!type.datastreams.some((stream) => stream.id === source))
        scope.report(
          `${at}.from[${position}]`,
          `没有可供计算的数据流“${source}”`,
          `there is no measured datastream “${source}” to compute from`,
        )
    })
  })
}

function checkRange(
  scope: CheckScope,
  range: { readonly min: number; readonly max: number },
  path: string,
): void {
  if (!(range.min < range.max)) scope.report(path, '量程下限应小于上限', 'min must be below max')
}

function checkPositive(scope: CheckScope, value: number, path: string): void {
  if (!(value > 0)) scope.report(path, '必须大于 0', 'must be above 0')
}
