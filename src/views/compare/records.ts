/** What the cards of this site's models measured; part of this view, not of the first look. */
import records from '../../../public/models/records.json';
import { parseRecords } from '../../core/record';

export const RECORDS = parseRecords(records);
