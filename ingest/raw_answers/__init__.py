"""What boards answered last, as it came: kept while a visit goes on, stored with its result, and read again later."""
