// In the process that runs the tests, and in none that they start.
import 'tsx';
