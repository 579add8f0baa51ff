// The script of the console: the form, and the page of a run that goes on.
import { livePage } from './live-page';
import { startForm } from './start-form';

startForm();
livePage();
