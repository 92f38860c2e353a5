import type {OperationDetail, OperationRow} from '../../state/operations.js';

/** What an operation told of itself last; undefined where it told nothing. */
export const detailOf = ({detail}: Pick<OperationRow, 'detail'>): OperationDetail | undefined =>
  detail === null ? undefined : JSON.parse(detail);
