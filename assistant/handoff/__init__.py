"""Cases: what a person must look at, from the offer to the close."""
