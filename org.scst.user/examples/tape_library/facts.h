/* What a drive is, whoever asks and whatever was told to it: READ BLOCK LIMITS, REPORT DENSITY SUPPORT, vital product data. */
#ifndef FACTS_H
#define FACTS_H

#include "drive.h"

/* The one density code. */
enum { DENSITY = 0x40 };

void facts_block_limits(struct scst_user_command *command);
void facts_densities(const struct drive *drive, struct scst_user_command *command);

/* The platform asks for vital product data; what it has not itself is that there is no WORM medium. */
void facts_vital_product_data(struct scst_user_command *command);

#endif
